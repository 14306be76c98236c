/** How long the machine works and how much it holds: no business of a simulation, so it comes from outside. */
export interface Meter {
  wallMs(): number
  /** What is held once everything that nobody needs is gone. */
  memoryBytes(): number
}
