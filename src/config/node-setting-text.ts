import type { NodeSetting } from './node-settings.ts'

/** One setting as somebody wrote it. */
export interface SettingText {
  readonly setting: NodeSetting
  readonly text: string
  /** Where it stands, as a message names it: `node.conf:3`, `GAMEMESH_NAME`, `-name`. */
  readonly where: string
}

export interface NodeProblem {
  readonly where: string
  readonly message: string
  /** The setting that is wrong, where it is known. */
  readonly setting?: NodeSetting
}

export interface Reading {
  readonly texts: readonly SettingText[]
  readonly problems: readonly NodeProblem[]
}
