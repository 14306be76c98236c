import { isFlag, readGoFlags } from './go-flags.ts'
import type { NodeProblem, Reading, SettingText } from './node-setting-text.ts'
import { CONFIG_FILE_FLAG, type NodeSetting, nodeSettingNames, settingNamed } from './node-settings.ts'
import { quoted } from './quoted.ts'

export interface FlagReading extends Reading {
  readonly configFile: string | undefined
}

/** The flags of a node; of one that is given twice the last counts. All that is wrong is named. */
export function readNodeFlags(words: readonly string[]): FlagReading {
  const texts: SettingText[] = []
  const problems: NodeProblem[] = []
  let configFile: string | undefined
  let wantsValue = false
  for (const item of readGoFlags(words, RULES)) {
    // What follows a flag that there is not is most likely its value.
    const isExcused = wantsValue
    wantsValue = item.kind === 'unknown' && item.value === undefined
    if (item.kind === 'unknown') {
      problems.push({ where: `-${item.name}`, message: `is no flag; there are ${KNOWN}` })
    } else if (item.kind === 'flag') {
      const { flag, where, text } = { ...item, where: `-${item.name}`, text: item.value?.trim() ?? '' }
      const setting = flag === CONFIG_FILE_FLAG ? undefined : flag
      if (text === '') problems.push({ where, message: 'has no value', ...(setting && { setting }) })
      else if (setting === undefined) configFile = text
      else texts.push({ setting, text, where })
    } else if (!isExcused) {
      problems.push({ where: quoted(item.words.join(' ')), message: 'is no flag: write -name=value' })
    }
  }
  return { texts, problems, configFile }
}

const RULES = {
  find: (name: string): NodeSetting | typeof CONFIG_FILE_FLAG | undefined =>
    name === CONFIG_FILE_FLAG ? CONFIG_FILE_FLAG : settingNamed(name),
  takesValue: () => true,
  isValue: (word: string) => !isFlag(word),
}

const KNOWN = [CONFIG_FILE_FLAG, ...nodeSettingNames()].map((one) => `-${one}`).join(', ')
