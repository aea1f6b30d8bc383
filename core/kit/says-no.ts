/** Whether a variable of the environment switches something off: `false`, `0`, `no` or `off`, in any case. */
export const saysNo = (variable: string | undefined) => /^(false|0|no|off)$/i.test(variable?.trim() ?? '')
