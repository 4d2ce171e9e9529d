"""The milestones: systems that made history, each rebuilt on a page with only what exists by that module.

Here stands what a list of them needs. The pages themselves are run as programs, so that whoever lists milestones
imports neither NumPy nor a lesson module:

    python -m tinytorch_core.milestones.xor --tier quick --out pictures
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Milestone:
    """One milestone as a list shows it.

    Attributes:
        name: how `tinytorch milestone NAME` calls it.
        year: when history was made.
        title: a few words.
        story: what happened and what this page repeats, with its sources.
        module: the page, to be run with `python -m`.
        after: the course module after which everything it uses exists, such as "04".
    """

    name: str
    year: int
    title: str
    story: str
    module: str
    after: str


PERCEPTRON = Milestone(
    name="perceptron",
    year=1957,
    title="The Perceptron learns from its mistakes",
    story=(
        "In January 1957 Frank Rosenblatt, a psychologist at the Cornell Aeronautical Laboratory, proposed a machine "
        "that learns what it sees instead of being told: the perceptron. In July 1958 it was shown as a program on "
        "an IBM 704, which after fifty trials told cards marked on the left from cards marked on the right; the "
        "Mark I, built next, looked through 400 photocells, and motors turned its weights. Its rule is one thought: "
        "where the answer is right, change nothing; where it is wrong, move the weights towards the right answer. "
        "If any weights separate two classes, the rule finds such weights after finitely many mistakes, in "
        "whatever order the examples come. Here it learns to tell handwritten ones from eights.\n"
        "Sources: F. Rosenblatt, The Perceptron: A Perceiving and Recognizing Automaton, Cornell Aeronautical "
        "Laboratory report 85-460-1 (1957); F. Rosenblatt, Psychological Review 65 (1958), 386-408; A. Novikoff, On "
        "Convergence Proofs on Perceptrons, Symposium on the Mathematical Theory of Automata (1962)."
    ),
    module="tinytorch_core.milestones.perceptron",
    after="04",
)

XOR = Milestone(
    name="xor",
    year=1969,
    title="One layer cannot do XOR, two can",
    story=(
        "In 1969 Marvin Minsky and Seymour Papert published Perceptrons, a book of theorems on what one layer of "
        "weights cannot represent: to tell whether the number of ones is odd, some unit must look at all inputs at "
        "once. With two inputs that question is XOR, and whatever a single layer learns, it gets at most three of "
        "the four cases right. That a second layer suffices was known; how to train the layer in between was not, "
        "and interest in such networks faded. The answer that became widely known in 1986 is the chain rule, "
        "applied from the loss back through every layer. Here it is, with the step down the gradient by hand.\n"
        "Sources: M. Minsky and S. Papert, Perceptrons, MIT Press (1969); D. Rumelhart, G. Hinton and R. Williams, "
        "Learning Representations by Back-propagating Errors, Nature 323 (1986), 533-536."
    ),
    module="tinytorch_core.milestones.xor",
    after="06",
)

DIGITS = Milestone(
    name="digits",
    year=1986,
    title="Back-propagation reads ten digits",
    story=(
        "In 1986 David Rumelhart, Geoffrey Hinton and Ronald Williams showed that back-propagation lets hidden units "
        "find features that nobody programmed; Seppo Linnainmaa had published its arithmetic in 1970, and Paul "
        "Werbos had proposed it for such models in 1974. In 1989 Yann LeCun and colleagues read handwritten zip codes "
        "with it, from images that came through the US Postal Service. Here a network with 32 hidden units learns "
        "all ten digits from 1,437 small images and is asked about 360 that it has never seen.\n"
        "Sources: D. Rumelhart, G. Hinton and R. Williams, Nature 323 (1986), 533-536; Y. LeCun et al., "
        "Backpropagation Applied to Handwritten Zip Code Recognition, Neural Computation 1 (1989), 541-551."
    ),
    module="tinytorch_core.milestones.digits",
    after="06",
)
