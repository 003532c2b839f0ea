"""The commands of the command line, one file each; thin layers over the Python interface."""
