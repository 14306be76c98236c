import { DOCS_PAGE, DOCS_SCRIPT } from '../pages/docs-page.ts'
import { indexPage } from '../pages/index-page.ts'
import { DOCS_PAGE_HEADERS, INDEX_PAGE_HEADERS } from '../pages/page-headers.ts'
import type { HttpResponse } from '../messages.ts'
import type { Route } from '../route.ts'
import type { ServerIdentity } from './ports.ts'

const HTML = 'text/html; charset=utf-8'
const JAVASCRIPT = 'text/javascript; charset=utf-8'

/** The pages for people. */
export function pageRoutes(identity: ServerIdentity): Route[] {
  return [
    textRoute('/', HTML, indexPage(identity), INDEX_PAGE_HEADERS),
    textRoute('/docs', HTML, DOCS_PAGE, DOCS_PAGE_HEADERS),
    textRoute('/docs/show.js', JAVASCRIPT, DOCS_SCRIPT),
  ]
}

function textRoute(
  path: string,
  contentType: string,
  body: string,
  headers?: HttpResponse['headers'],
): Route {
  const response: HttpResponse = { status: 200, contentType, body, ...(headers && { headers }) }
  return { method: 'GET', path, handle: () => response }
}
