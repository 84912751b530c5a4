import mlflow

# ANCHOR: load
def load(path):
    """Reads the rides of one month."""
    rides = read_parquet(path)
    return rides[rides.duration < 60]
# ANCHOR_END: load


# ANCHOR: train
def train(rides, depth=8):
    model = Forest(max_depth=depth)
    model.fit(rides[FEATURES], rides.duration)
    return model
# ANCHOR_END: train
