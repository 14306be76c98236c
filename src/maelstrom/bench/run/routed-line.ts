import { type ParsedLine, parseLine, typeFault } from '../../protocol/line.ts'
import { parseExactly } from '../json.ts'

/** No message is nested so deeply; what is could not be written or compared without running out of stack. */
const MAX_DEPTH = 500

/**
 * What a node wrote. Bodies between servers are free-form beyond their type; what clients and services make of numbers
 * and answers is their affair.
 */
export function parseRoutedLine(line: string): ParsedLine {
  if (isTooDeep(line)) return { ok: false, reason: `nested more than ${MAX_DEPTH} deep` }
  return parseLine(line, { parse: parseExactly, bodyFault: typeFault })
}

function isTooDeep(line: string): boolean {
  if (line.length <= MAX_DEPTH) return false
  let depth = 0
  let isText = false
  for (let at = 0; at < line.length; at++) {
    const character = line[at]
    if (isText && character === '\\') at += 1
    else if (character === '"') isText = !isText
    else if (isText) continue
    else if (character === '[' || character === '{') depth += 1
    else if (character === ']' || character === '}') depth -= 1
    if (depth > MAX_DEPTH) return true
  }
  return false
}
