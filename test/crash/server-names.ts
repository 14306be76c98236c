/** One main and two regions. */
export const SERVER_NAMES = ['main', 'eu', 'us'] as const
export type ServerName = (typeof SERVER_NAMES)[number]
export const REGIONAL_NAMES = SERVER_NAMES.filter((name) => name !== 'main')
