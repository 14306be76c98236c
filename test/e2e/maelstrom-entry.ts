import { maelstrom } from '../../src/cli/maelstrom.ts'

process.exitCode = await maelstrom(process.argv.slice(2))
