"""Pictures of what the library does, as SVG text: nothing here is needed to compute, and nothing else imports it."""
