"""`python -m flows`: the command line without an installed script."""

from flows.cli.app import main

if __name__ == "__main__":
    main()
