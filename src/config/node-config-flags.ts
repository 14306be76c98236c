import type { NodeProblem, Reading, SettingText } from './node-setting-text.ts'
import { CONFIG_FILE_FLAG, nodeSettingNames, settingNamed } from './node-settings.ts'
import { quoted } from './quoted.ts'

export interface FlagReading extends Reading {
  readonly configFile: string | undefined
}

const FLAG = /^--?(?<name>[A-Za-z][\w-]*)(?:=(?<value>.*))?$/s

/** `-name=value`, `-name value`, and the same with two dashes. Of a flag that is given twice the last counts. */
export function readNodeFlags(words: readonly string[]): FlagReading {
  const texts: SettingText[] = []
  const problems: NodeProblem[] = []
  let configFile: string | undefined
  for (let index = 0; index < words.length; index++) {
    const word = words[index] ?? ''
    const flag = FLAG.exec(word)?.groups
    const name = flag?.['name']
    if (name === undefined) {
      problems.push({ where: quoted(word), message: 'is no flag: write -name=value' })
      continue
    }
    const where = `-${name}`
    const setting = settingNamed(name)
    if (setting === undefined && name !== CONFIG_FILE_FLAG) {
      const known = [CONFIG_FILE_FLAG, ...nodeSettingNames()].map((one) => `-${one}`)
      problems.push({ where, message: `is no flag; there are ${known.join(', ')}` })
      // What follows is most likely its value.
      if (flag?.['value'] === undefined && !isFlag(words[index + 1])) index++
      continue
    }
    const next = isFlag(words[index + 1]) ? undefined : words[index + 1]
    const text = (flag?.['value'] ?? next ?? '').trim()
    if (flag?.['value'] === undefined && next !== undefined) index++
    if (text === '') problems.push({ where, message: 'has no value', ...(setting && { setting }) })
    else if (setting === undefined) configFile = text
    else texts.push({ setting, text, where })
  }
  return { texts, problems, configFile }
}

function isFlag(word: string | undefined): boolean {
  return word === undefined || FLAG.test(word)
}
