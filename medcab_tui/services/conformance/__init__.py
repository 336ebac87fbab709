"""What every adapter keeps to, as tests that its author runs.

    pytest --pyargs medcab_tui.services.conformance --adapter NAME [--settings FILE.json]

FILE.json holds the settings of a connection to a service that may be tested against, secrets in the clear.
What could not be shown because the service did not answer is told as a warning, never passed over.
"""
