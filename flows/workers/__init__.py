"""Where batches run: `pool` supervises processes, `worker` is what runs in one, `staging` what it hands back."""
