/** Virtual milliseconds in a second of the visitor's. */
export const SPEEDS = [5, 10, 25, 50, 100, 250, 1_000, 5_000, 25_000, 100_000] as const
export const START_SPEED = 50
