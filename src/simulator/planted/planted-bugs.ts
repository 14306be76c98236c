import { DECISION_BUGS } from './decision-bugs.ts'
import type { PlantedBug } from './planted-bug.ts'
import { SERVER_BUGS } from './server-bugs.ts'
import { TABLE_BUGS } from './table-bugs.ts'

/** What the checker must find. */
export const PLANTED_BUGS: readonly PlantedBug[] = [...DECISION_BUGS, ...TABLE_BUGS, ...SERVER_BUGS]
