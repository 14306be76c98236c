const REGION_NAME = /^[a-z0-9-]{1,32}$/

/** The name that a main server has unless it is given another; no regional server may take it. */
export const MAIN_REGION = 'main'

export function isRegionName(text: string): boolean {
  return REGION_NAME.test(text)
}
