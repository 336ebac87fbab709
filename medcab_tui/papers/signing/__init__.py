"""Signing exact bytes and looking at signatures: plug-ins that sign, CMS, certificates."""
