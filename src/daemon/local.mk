# daemon: the programme kouand.
