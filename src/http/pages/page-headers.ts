/** A page gets nothing from elsewhere, is framed by nobody and sends nothing away. */
function policy(sources: string): Readonly<Record<string, string>> {
  return {
    'content-security-policy': `default-src 'none'; ${sources}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
    'referrer-policy': 'no-referrer',
  }
}

export const INDEX_PAGE_HEADERS = policy("style-src 'unsafe-inline'")

/** Swagger UI sets inline styles and draws its icons from data URLs; "Try it out" calls this server. */
export const DOCS_PAGE_HEADERS = policy(
  "script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'",
)
