"""Who answers, how its answers are read, and the paper's tables made from them."""
