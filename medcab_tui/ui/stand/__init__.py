"""«Что ответит служба»: the stand-in of services is looked into and directed; its mailbox and its phone."""
