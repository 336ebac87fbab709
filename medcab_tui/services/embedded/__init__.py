"""A stand-in for the state's side and its gateways, inside the process: everything it says is invented.

`adapter` is what the cabinet talks to; `ledger` keeps what was taken and what will be said; each counterpart
(records, patients, laboratory …) is a pure function from an operation to what it will answer and when.
"""
