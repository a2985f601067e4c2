"""The tables of a batch: their contract as pandera models (`schemas`), and rows checked against it (`validation`)."""
