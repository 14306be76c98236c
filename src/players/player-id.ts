/** UTF-8 bytes: with its prefix an id is a key of the mesh, which has at most 256. */
const MAX_PLAYER_ID_BYTES = 200

// oxlint-disable-next-line no-control-regex -- control characters are what is looked for
const CONTROL = /[\u0000-\u001f\u007f-\u009f]/

/** What is wrong with an id, said of "it"; undefined: nothing. */
export function playerIdFault(id: string): string | undefined {
  if (id === '') return 'must not be empty'
  if (!id.isWellFormed() || CONTROL.test(id)) return 'must be text without control characters'
  return utf8Length(id) > MAX_PLAYER_ID_BYTES ? `has at most ${MAX_PLAYER_ID_BYTES} bytes` : undefined
}

function utf8Length(text: string): number {
  let bytes = 0
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x1_0000 ? 3 : 4
  }
  return bytes
}
