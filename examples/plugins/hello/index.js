const GREETINGS = new Map([
  ['de', { morning: 'Guten Morgen', day: 'Guten Tag', evening: 'Guten Abend' }],
  ['en', { morning: 'Good morning', day: 'Hello', evening: 'Good evening' }],
  ['es', { morning: 'Buenos días', day: 'Hola', evening: 'Buenas noches' }],
  ['fr', { morning: 'Bonjour', day: 'Bonjour', evening: 'Bonsoir' }],
  ['ja', { morning: 'おはようございます', day: 'こんにちは', evening: 'こんばんは' }],
]);

/** The languages that `greet` speaks, as BCP 47 primary tags. */
export const languages = [...GREETINGS.keys()];

/**
 * Greets somebody.
 *
 * @param {string} name
 * @param {{ language?: string, hour?: number }} [options] `language` may carry a region (`fr-CA`); one that is not
 *   spoken falls back to English. `hour` is 0 to 23, noon if it is missing.
 * @returns {string}
 */
export function greet(name, { language = 'en', hour = 12 } = {}) {
  const [primary] = language.toLowerCase().split('-');
  const words = GREETINGS.get(primary) ?? GREETINGS.get('en');
  return `${words[timeOfDay(hour)]}, ${name}!`;
}

function timeOfDay(hour) {
  if (hour < 10) return 'morning';
  return hour < 18 ? 'day' : 'evening';
}
