"""The course: what its modules are, where their exercises stand, and the learner's copies of them.

Each folder NN_name/ in here describes one module that tinytorch-core brings; later packages bring their own. None of
this imports a lesson: it reads manifests and source text, so a mistake in a learner's file never stops it.
"""


class CourseError(RuntimeError):
    """Something about the course or a workspace is not as it must be.

    Attributes:
        remedy: the one command that helps, which the message names too; empty where no command can.
    """

    def __init__(self, message: str, remedy: str = "") -> None:
        super().__init__(message)
        self.remedy = remedy
