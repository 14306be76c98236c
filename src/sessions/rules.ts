/** What a start finds when its user is in a session already: that session, a refusal, an end to it, or nothing. */
export const SESSION_POLICIES = ['resume', 'reject', 'replace', 'allow'] as const
export type SessionPolicy = (typeof SESSION_POLICIES)[number]

/** What all servers of one store agree on. It is kept with the data, so that none runs by other rules. */
export interface SessionRules {
  readonly policy: SessionPolicy
  /** Without a keep-alive for this long a session is over; 0: only an exit ends it. */
  readonly ttlMs: number
}

export const DEFAULT_RULES: SessionRules = { policy: 'resume', ttlMs: 0 }

export function sameRules(one: SessionRules, other: SessionRules): boolean {
  return one.policy === other.policy && one.ttlMs === other.ttlMs
}

/** As an operator sets them. */
export function describeRules({ policy, ttlMs }: SessionRules): string {
  return `ACTIVE_SESSION_POLICY=${policy} SESSION_TTL_SECONDS=${ttlMs / 1000}`
}
