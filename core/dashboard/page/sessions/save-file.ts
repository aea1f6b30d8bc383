/** Lets the browser save a file that was fetched with the key of this page, which a plain link would not send. */
export function saveFile(content: Blob, name: string): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(content)
  link.download = name
  link.click()
  // Chromium has begun to read by then.
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000)
}
