"""From words to the sounds that the network is asked for."""
