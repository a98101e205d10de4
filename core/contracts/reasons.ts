import type { ReasonCode } from '../domain/intake/reasons.ts';
import type { Language } from './language.ts';

type Sentences = Readonly<Record<ReasonCode, string>>;

const english: Sentences = {
  'empty-file': 'The file is empty. Export the clip again and give it once more.',
  'not-a-video': 'This is not a video file, whatever its name says. Give the original recording.',
  'no-video-track': 'The file holds no picture, only sound or data. Give the original recording.',
  truncated: 'The end of the clip is missing. Export it again and wait until it is complete.',
  'unsupported-codec':
    'The picture is coded in a way this campaign does not take. Export it as H.264.',
  encrypted: 'The clip is encrypted. Export it without copy protection.',
  unreadable: 'The file is damaged and cannot be read. Export the clip again.',
  'too-short': 'The clip is shorter than this campaign takes. Give a longer part of the recording.',
  'too-long': 'The clip is longer than this campaign takes. Cut it to the event.',
  'too-small-picture': 'The picture is too small for this campaign. Give the original recording.',
  'too-large-picture': 'The picture is larger than this campaign takes. Export it smaller.',
  'too-many-frames':
    'The clip has more frames a second than this campaign takes. Export it with fewer.',
  'size-differs': 'Another file than the one declared was sent: the size differs. Start again.',
  'checksum-differs':
    'Another file than the one declared was sent: the content differs. Start again.',
  'content-type-differs': 'Another kind of file than the one declared was sent. Start again.',
  'already-given': 'This very file was given before. Give another recording.',
  'over-read-budget': 'The file’s tables are far larger than a clip needs. Export it again.',
  undecodable: 'The clip cannot be played to its end. Export it again.',
  'file-checksum-differs': 'The file changed on the way. Give it once more.',
  'not-uploaded-in-time': 'The upload did not arrive in time. Nothing was taken; start again.',
  'upload-abandoned': 'You cancelled the upload. Nothing was taken; start again when you like.',
  'event-not-visible':
    'The event that the campaign asks for cannot be seen. Give a clip that shows it.',
  'wrong-category':
    'The clip shows something else than its category. Give it again under the right one.',
  'scenario-misdeclared':
    'The clip looks staged but was declared real, or the other way round. ' +
    'Declare the next one as it is.',
  'people-identifiable-without-consent':
    'People can be recognized who did not agree. Ask them, or give another clip.',
  'poor-quality':
    'The picture is too dark, blurred or covered to be of use. Give a clearer recording.',
  duplicate: 'This event was already given. Give a clip of another one.',
  'inappropriate-content':
    'The clip shows something that this program does not take. Read what the campaign asks for.',
  'withdrawn-by-contributor': 'You took the clip back. There is nothing more to do.',
};

const french: Sentences = {
  'empty-file': 'Le fichier est vide. Exportez à nouveau le clip et donnez-le encore une fois.',
  'not-a-video':
    'Ce n’est pas une vidéo, quoi qu’en dise son nom. Donnez l’enregistrement d’origine.',
  'no-video-track':
    'Le fichier ne contient pas d’image, seulement du son ou des données. ' +
    'Donnez l’enregistrement d’origine.',
  truncated: 'La fin du clip manque. Exportez-le à nouveau et attendez qu’il soit complet.',
  'unsupported-codec':
    'L’image est codée d’une façon que cette campagne ne prend pas. Exportez-la en H.264.',
  encrypted: 'Le clip est chiffré. Exportez-le sans protection contre la copie.',
  unreadable: 'Le fichier est abîmé et illisible. Exportez à nouveau le clip.',
  'too-short':
    'Le clip est plus court que ce que prend cette campagne. ' +
    'Donnez une partie plus longue de l’enregistrement.',
  'too-long':
    'Le clip est plus long que ce que prend cette campagne. Coupez-le autour de l’événement.',
  'too-small-picture':
    'L’image est trop petite pour cette campagne. Donnez l’enregistrement d’origine.',
  'too-large-picture':
    'L’image est plus grande que ce que prend cette campagne. Exportez-la plus petite.',
  'too-many-frames':
    'Le clip a plus d’images par seconde que cette campagne n’en prend. Exportez-le avec moins.',
  'size-differs':
    'Un autre fichier que celui annoncé a été envoyé : sa taille diffère. Recommencez.',
  'checksum-differs':
    'Un autre fichier que celui annoncé a été envoyé : son contenu diffère. Recommencez.',
  'content-type-differs': 'Un fichier d’un autre type que celui annoncé a été envoyé. Recommencez.',
  'already-given': 'Ce même fichier a déjà été donné. Donnez un autre enregistrement.',
  'over-read-budget':
    'Les tables du fichier sont bien plus grandes qu’un clip ne le demande. Exportez-le à nouveau.',
  undecodable: 'Le clip ne peut pas être lu jusqu’au bout. Exportez-le à nouveau.',
  'file-checksum-differs': 'Le fichier a changé en chemin. Donnez-le encore une fois.',
  'not-uploaded-in-time': 'L’envoi n’est pas arrivé à temps. Rien n’a été pris ; recommencez.',
  'upload-abandoned':
    'Vous avez annulé l’envoi. Rien n’a été pris ; recommencez quand vous voulez.',
  'event-not-visible':
    'On ne voit pas l’événement que la campagne demande. Donnez un clip qui le montre.',
  'wrong-category':
    'Le clip montre autre chose que sa catégorie. Donnez-le à nouveau dans la bonne.',
  'scenario-misdeclared':
    'Le clip semble joué mais a été déclaré réel, ou l’inverse. ' +
    'Déclarez le prochain tel qu’il est.',
  'people-identifiable-without-consent':
    'On reconnaît des personnes qui n’ont pas donné leur accord. ' +
    'Demandez-le-leur, ou donnez un autre clip.',
  'poor-quality':
    'L’image est trop sombre, floue ou cachée pour servir. Donnez un enregistrement plus net.',
  duplicate: 'Cet événement a déjà été donné. Donnez un clip d’un autre.',
  'inappropriate-content':
    'Le clip montre quelque chose que ce programme ne prend pas. ' +
    'Lisez ce que la campagne demande.',
  'withdrawn-by-contributor': 'Vous avez repris le clip. Il n’y a plus rien à faire.',
};

const sentences: Readonly<Record<Language, Sentences>> = { en: english, fr: french };

/** What a person is told for a reason, in their language: what is wrong and what to do. */
export const reasonSentence = (reason: ReasonCode, language: Language): string =>
  sentences[language][reason];
