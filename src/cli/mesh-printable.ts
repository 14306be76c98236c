/**
 * Control characters would let what comes from the mesh move the cursor of whoever looks at it, and those that turn the
 * direction of text let one name look like another. They show as in JSON.
 */
export function printable(text: string): string {
  // oxlint-disable-next-line no-control-regex -- they are what is looked for
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g, (found) => {
    const code = found.charCodeAt(0).toString(16).padStart(4, '0')
    return `\\u${code}`
  })
}
