"""The desk: an officer's pages in the browser, over the same project, records and checks as the command line.

    browser ─ security (who may ask) ─ app ─ pages ─┬─ fields, parts   the schema's keys as fields of forms, and back
                                                    ├─ checks          what `opcc validate` says, beside the field
                                                    ├─ drafts, journal one file at a time, and what is not in it yet
                                                    └─ office, documents

Pages are made by the server, and their forms work without JavaScript; the one script only saves what is typed. Drafts
are written in the canonical form that `opcc fmt` writes.
"""
