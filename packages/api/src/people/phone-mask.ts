/** A number as a list shows it: enough to recognise one's own, too little to call. */
export function maskPhone(number: string): string {
  const national = nationalPhone(number)
  return `${national.slice(0, 3)}${'•'.repeat(Math.max(0, national.length - 5))}${national.slice(-2)}`
}

/** A number as people in the country dial it. */
export function nationalPhone(number: string): string {
  return number.startsWith('+84') ? `0${number.slice(3)}` : number
}
