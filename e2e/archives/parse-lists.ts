export function parseLists(text: string): readonly (readonly string[])[] {
  return JSON.parse(text) as readonly (readonly string[])[];
}
