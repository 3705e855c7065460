"""Ways to be paid: banks and card gateways."""
