import { glomers } from '../../../src/cli/glomers.ts'

process.exitCode = await glomers(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error)
  return 1
})
