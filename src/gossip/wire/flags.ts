/**
 * The header's flags belong to the frame's type. The low four bits may change what the body means: a frame with one that
 * the receiver does not know is refused. The high four bits are hints, without which the body means the same: unknown ones
 * are ignored, so that a later version can send them to an older one.
 */
export const FLAG = 0b0001
export const NO_FLAGS = 0
export const MEANING_FLAGS = 0b1111

/** Types have at most one flag so far. */
export function flagIf(condition: boolean): number {
  return condition ? FLAG : NO_FLAGS
}
