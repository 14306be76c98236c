import type { NodeProblem, Reading, SettingText } from './node-setting-text.ts'
import { nodeSettingNames, settingNamed } from './node-settings.ts'
import { quoted } from './quoted.ts'

/** Lines of which each is blank, a comment, or `key = value`; a comment may follow a value after a space. */
const LINE =
  /^\s*(?:(?<key>[A-Za-z][\w-]*)\s*=\s*(?:"(?<quoted>[^"]*)"|(?<bare>[^"\s#](?:[^#]|(?<!\s)#)*?)?)\s*)?(?:(?<!\S)#.*)?$/

export function readNodeFile(path: string, content: string): Reading {
  const texts: SettingText[] = []
  const problems: NodeProblem[] = []
  const firstLines = new Map<string, number>()
  const lines = content.replace(/^\uFEFF/, '').split(/\r?\n/)
  for (const [index, line] of lines.entries()) {
    const where = `${path}:${index + 1}`
    const found = LINE.exec(line)?.groups
    if (!found) {
      problems.push({ where, message: `${quoted(line.trim())} is neither "key = value" nor a comment` })
      continue
    }
    const key = found['key']
    if (key === undefined) continue
    const setting = settingNamed(key)
    const first = setting && firstLines.get(setting)
    const text = (found['quoted'] ?? found['bare'] ?? '').trim()
    if (setting === undefined) {
      problems.push({
        where,
        message: `${quoted(key)} is no setting; there are ${nodeSettingNames().join(', ')}`,
      })
    } else if (first !== undefined) {
      problems.push({ where, message: `${setting} stands in line ${first} already`, setting })
    } else if (text === '') {
      problems.push({ where, message: `${setting} has no value`, setting })
    } else texts.push({ setting, text, where })
    if (setting !== undefined && first === undefined) firstLines.set(setting, index + 1)
  }
  return { texts, problems }
}
