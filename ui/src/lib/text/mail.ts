// The draft of an e-mail that brings a patient their link, in their language where there are words in it; the link follows it.

type MailWords = (visit: { providerName: string; when: string; until: string }) => { subject: string; text: string };

const words: Record<string, MailWords> = {
  en: ({ providerName, when, until }) => ({
    subject: `Your video visit with ${providerName}`,
    text: `Hello,\n\nyour video visit with ${providerName} is on ${when}. Open this link to check in, on a phone or a computer with a camera. It is for you only and works until ${until}.`,
  }),
  es: ({ providerName, when, until }) => ({
    subject: `Su consulta por video con ${providerName}`,
    text: `Hola:\n\nSu consulta por video con ${providerName} es el ${when}. Abra este enlace para entrar, en un teléfono o una computadora con cámara. Es solo para usted y funciona hasta el ${until}.`,
  }),
  ja: ({ providerName, when, until }) => ({
    subject: `${providerName}とのビデオ診療`,
    text: `こんにちは。\n\n${providerName}とのビデオ診療は${when}です。カメラのあるスマートフォンかパソコンで、次のリンクを開いて受付をしてください。このリンクはご本人専用で、${until}まで使えます。`,
  }),
};

/** See the module. Times are the patient's own. */
export function patientMail(visit: { providerName: string; startsAt: string; expiresAt: string; language: string; timeZone: string }): { subject: string; text: string } {
  const base = visit.language.split('-')[0]?.toLowerCase() ?? '';
  const tag = base in words ? visit.language : 'en';
  const write = words[base] ?? words.en!;
  const day = new Intl.DateTimeFormat(tag, { dateStyle: 'full', timeStyle: 'short', timeZone: visit.timeZone });
  const hour = new Intl.DateTimeFormat(tag, { dateStyle: 'medium', timeStyle: 'short', timeZone: visit.timeZone });
  return write({ providerName: visit.providerName, when: day.format(new Date(visit.startsAt)), until: hour.format(new Date(visit.expiresAt)) });
}
