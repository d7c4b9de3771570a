"""An embedded support desk: a web form, mail intake, acknowledgements, agents who answer in business hours, faults."""
