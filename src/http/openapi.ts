import { createDocument, type ZodOpenApiPathsObject } from 'zod-openapi'
import type { Route } from './route.ts'

/** The OpenAPI document of the routes, as JSON text. */
export function openApiText(routes: readonly Route[], version: string): string {
  const document = createDocument({
    openapi: '3.1.1',
    info: {
      title: 'Gamemesh',
      version,
      description: 'Places players’ game sessions in the best region and never loses one.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/', description: 'This server' }],
    tags: [
      { name: 'sessions', description: 'Players’ sessions, at any server' },
      { name: 'regions', description: 'The regional servers, at the main server' },
      { name: 'server', description: 'The server itself' },
    ],
    paths: pathsOf(routes),
  })
  return JSON.stringify(document)
}

function pathsOf(routes: readonly Route[]): ZodOpenApiPathsObject {
  const paths: ZodOpenApiPathsObject = {}
  for (const { method, path, operation } of routes) {
    if (!operation) continue
    paths[path] = { ...paths[path], [method === 'GET' ? 'get' : 'post']: operation }
  }
  return paths
}
