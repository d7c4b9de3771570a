"""The embedded world: mail providers and a support desk in this process, with faults to switch on."""
