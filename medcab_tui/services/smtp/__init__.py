"""Mail over SMTP: letters of the cabinet, with files, through the organisation's own mail server."""
