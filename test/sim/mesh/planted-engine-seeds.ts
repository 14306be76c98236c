/** The smallest seed at which each planted bug of the engine is found; `gamemesh sim planted` shows them. */
export const PLANTED_ENGINE_SEEDS: Readonly<Record<string, number>> = {
  'a refutation is skipped': 1,
  'a delta has a gap': 1,
  'a tombstone is collected before everyone has it': 1,
  'the hash of the digest is stale': 1,
  'who is gone is left out of digests': 15,
  'a relay always says that it has reached the target': 9,
  'a refutation does not raise the incarnation': 1,
  'a generation is used again': 1,
  'a queue has no bound': 5,
}
