// The screen of a practice phone, /phones/+12025550120, and the list of them, /phones. It shows what its server tells it by events.

/** @typedef {{ sid: string, mine: boolean, words: string, at: string }} Text */
/** @typedef {{ number: string, name: string, clinic: string, optedOut: boolean, texts: Text[] }} Phone */
/** @typedef {{ number: string, name: string, texts: number, last: string | null }} Row */

const main = document.getElementById('screen');
const title = document.getElementById('title');
const state = document.getElementById('state');
const number = decodeURIComponent(location.pathname.split('/')[2] ?? '');

/** @returns {HTMLElement} */
function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

/** A North American number as people write it, any other as it is. */
function shown(e164) {
  const parts = /^\+1(\d{3})(\d{3})(\d{4})$/.exec(e164);
  return parts ? `+1 ${parts[1]}-${parts[2]}-${parts[3]}` : e164;
}

const clock = new Intl.DateTimeFormat(undefined, { hour: 'numeric', minute: '2-digit' });
const time = (at) => make('time', { datetime: at }, clock.format(new Date(at)));

/** The words with every link in them tappable; what ends a sentence is none of a link's. */
function linked(words) {
  const paragraph = make('p', { dir: 'auto' });
  let end = 0;
  for (const match of words.matchAll(/https?:\/\/\S+/g)) {
    const link = match[0].replace(/[.,;:!?)"']+$/, '');
    paragraph.append(words.slice(end, match.index), make('a', { href: link, target: '_blank', rel: 'noopener noreferrer' }, link));
    end = match.index + link.length;
  }
  paragraph.append(words.slice(end));
  return paragraph;
}

function quiet(words) {
  state.textContent = words;
  state.hidden = words === '';
  state.className = 'quiet';
}

/** Follows a stream of events. The browser connects again by itself. */
function follow(path, show) {
  const source = new EventSource(path);
  source.onmessage = ({ data }) => {
    main.setAttribute('aria-busy', 'false');
    show(JSON.parse(data));
  };
  source.onerror = () => {
    state.hidden = false;
    state.className = 'warn';
    state.textContent = 'The practice clinic is not running. What is here is what arrived before; this page goes on by itself when it is back.';
  };
}

function showPhone() {
  document.title = `${shown(number)} — practice phone`;
  title.textContent = shown(number);
  const texts = make('ol');
  const log = make('div', { role: 'log', 'aria-label': 'Texts', class: 'texts', tabindex: '0' }, texts);
  const empty = make('p', { class: 'empty', hidden: '' }, 'No texts yet. What the clinic sends to this number appears here.');
  const stopped = make('p', { class: 'warn', hidden: '' }, 'This phone wants no texts from the clinic. Reply START to allow them again.');
  const words = make('input', { id: 'words', autocomplete: 'off', maxlength: '1600', enterkeyhint: 'send' });
  const label = make('label', { for: 'words' }, 'Reply to the clinic');
  const stop = make('button', { type: 'button' }, 'Reply STOP');
  const problem = make('p', { class: 'warn', role: 'alert', hidden: '' });
  const form = make('form', {}, label, words, make('button', { type: 'submit' }, 'Send'), stop);
  main.append(stopped, log, empty, problem, form);
  const known = new Set();
  let optedOut = false;

  async function send(reply) {
    const answer = await fetch(`/phones/${encodeURIComponent(number)}/reply`, {
      method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ words: reply }),
    }).catch(() => null);
    problem.hidden = answer?.ok === true;
    problem.textContent = answer?.ok ? '' : 'The reply was not sent; it is still in the field. Try again when the practice clinic runs.';
    return answer?.ok === true;
  }
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const reply = words.value.trim();
    if (reply !== '' && await send(reply) && words.value.trim() === reply) words.value = '';
    words.focus();
  });
  stop.addEventListener('click', () => send(optedOut ? 'START' : 'STOP'));

  follow(`/phones/${encodeURIComponent(number)}/events`, (/** @type {Phone} */ phone) => {
    quiet(phone.name);
    label.textContent = `Reply to the clinic, ${shown(phone.clinic)}`;
    optedOut = phone.optedOut;
    stop.textContent = optedOut ? 'Reply START' : 'Reply STOP';
    stopped.hidden = !optedOut;
    empty.hidden = phone.texts.length > 0;
    // Only what is new is added, so that it alone is announced.
    for (const text of phone.texts.filter((one) => !known.has(one.sid))) {
      known.add(text.sid);
      texts.append(make('li', { class: text.mine ? 'text mine' : 'text', 'data-sid': text.sid }, linked(text.words), time(text.at)));
      texts.lastElementChild.scrollIntoView({ block: 'end' });
    }
    const there = new Set(phone.texts.map((one) => one.sid));
    for (const item of [...texts.children]) {
      if (!there.has(item.dataset.sid)) {
        known.delete(item.dataset.sid);
        item.remove();
      }
    }
  });
}

function showList() {
  document.title = 'Practice phones';
  title.textContent = 'Phones of the practice clinic';
  const list = make('ol', { 'aria-label': 'Phones' });
  main.append(list);
  follow('/phones/events', ({ phones }) => {
    quiet('Open one to see the texts that arrived there.');
    list.replaceChildren(...phones.map((/** @type {Row} */ phone) => {
      const count = make('span', { class: 'count' }, phone.texts === 1 ? '1 text' : `${phone.texts} texts`);
      const link = make('a', { href: `/phones/${encodeURIComponent(phone.number)}` }, make('strong', {}, shown(phone.number)), count);
      if (phone.name) link.append(make('span', { class: 'name' }, phone.name));
      return make('li', { class: 'phone-row' }, link);
    }));
  });
}

if (number === '') showList();
else showPhone();
