# ctl: the programme kouanctl.
