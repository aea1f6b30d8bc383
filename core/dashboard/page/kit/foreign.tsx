/** Text of viewers and plugins, kept from turning the line around it. */
export function Foreign({ text, class: className }: { readonly text: string; readonly class?: string }) {
  return <bdi class={className}>{text}</bdi>
}
