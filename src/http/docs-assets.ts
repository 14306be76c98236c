import { createRequire } from 'node:module'
import { dirname } from 'node:path'
import express, { type Router } from 'express'
import { DOCS_ASSETS } from './pages/docs-page.ts'

/** The files change only with the installed version. */
const ASSET_MAX_AGE_MS = 3_600_000

/** Serves what the docs page needs of Swagger UI from the installed package: the page works without the internet. */
export function docsAssets(): Router {
  const root = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'))
  const router = express.Router({ caseSensitive: true, strict: true })
  for (const name of DOCS_ASSETS) {
    router.get(`/${name}`, (_request, response, next) => {
      response.setHeader('x-content-type-options', 'nosniff')
      response.sendFile(name, { root, maxAge: ASSET_MAX_AGE_MS, acceptRanges: false }, (error?: unknown) => {
        if (error !== undefined) next(error)
      })
    })
  }
  return router
}
