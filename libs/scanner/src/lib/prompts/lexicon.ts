/** Words in a language that puts blanks between them. */
const words = (...alternatives: readonly string[]): string =>
  `(?<![\\p{L}\\p{N}_])(?:${alternatives.join('|')})(?![\\p{L}\\p{N}_])`;
const any = (...sources: readonly string[]): RegExp => new RegExp(sources.join('|'), 'giu');

/** Files and things that are a secret wherever they are named. */
const SECRET_FILES = [
  String.raw`\.ssh(?![\w-])(?!\/[\w-]{1,40}\.pub)`,
  String.raw`(?<!\w)id_(?:rsa|ed25519|ecdsa|dsa)(?![\w])(?!\.pub)`,
  String.raw`\.aws\/(?:credentials|config)|\.config\/(?:gcloud|gh|solana)|\.azure\/`,
  String.raw`(?<![\w])\.(?:npmrc|netrc|pypirc|git-credentials|pgpass|gnupg)(?!\w)|\.kube\/config|\.docker\/config\.json`,
  String.raw`\/etc\/(?:passwd|shadow)(?!\w)`,
  String.raw`claude_desktop_config\.json|(?<!\w)mcp\.json|\.(?:claude|codex|gemini)\/(?:\.?credentials|auth|config|settings)[\w.]{0,20}|\.claude\.json`,
  String.raw`wallet\.dat|cookies\.sqlite|(?<!\w)login\s+data(?!\w)|logins\.json`,
];
const SECRET_THINGS = [
  words(
    String.raw`(?:private|secret|signing)\s+(?:ssh\s+|gpg\s+|pgp\s+)?keys?`,
    String.raw`ssh\s+keys?`,
    String.raw`(?:seed|recovery|mnemonic|secret)\s+phrases?`,
    String.raw`mnemonics?`,
    String.raw`(?:crypto\w{0,8}\s+)?wallets?\s+(?:files?|keys?|seeds?|data|secrets?|backups?|credentials?)`,
    String.raw`(?:browser|chrome|firefox|session)(?:['’]s)?\s+(?:cookies|passwords|credentials)`,
    String.raw`(?:saved|stored)\s+(?:passwords|credentials|logins)`,
    'keychain',
    "variables d['’]environnement",
    'mots de passe',
    'clés? (?:privées?|ssh|api)',
    'jetons',
    'identifiants',
    'Umgebungsvariablen',
    'Passwörter',
    String.raw`privaten?\s+Schlüssel`,
    'SSH-Schlüssel',
    'Zugangsdaten',
    'API-Schlüssel',
    'variables de entorno',
    'contraseñas',
    'claves? (?:privadas?|ssh|api)',
    'credenciales',
    'variáveis de ambiente',
    'senhas',
    'chaves? (?:privadas?|ssh|de api)',
    'credenciais',
    "variabili d['’]ambiente",
    'chiav[ei] (?:privat[ae]|ssh|api)',
    'credenziali',
    'переменн\\p{L}{1,4} (?:окружения|среды)',
    'парол\\p{L}{1,4}',
    '(?:приватн|закрыт|секретн)\\p{L}{1,4} ключ\\p{L}{0,4}',
    'токен\\p{L}{0,4}',
    'zmienn\\p{L}{1,3} środowiskow\\p{L}{1,3}',
    'hasła',
    'klucz\\p{L}{0,3} prywatn\\p{L}{1,3}',
    'ortam değişkenler\\p{L}{1,4}',
    'parolalar\\p{L}{0,3}|şifreler\\p{L}{0,3}',
    'omgevingsvariabelen|wachtwoorden',
  ),
  '环境变量|私钥|密钥|密码|凭证|凭据|令牌|助记词|環境変数|秘密鍵|パスワード|認証情報|환경\\s?변수|개인\\s?키|비밀번호|자격\\s?증명|متغيرات البيئة|كلمات المرور|المفاتيح',
];
const MANY =
  "(?:all|any|every|each|entire|full|whole|complete|available|the\\s+(?:user|developer|victim)(?:['’]s)?|local|stored|saved|aws|cloud|git|github)";
const GATHERED = [
  words(
    String.raw`${MANY}\s+(?:of\s+)?(?:the\s+|their\s+|your\s+|its\s+|other\s+)?(?:\w{1,20}\s+)?(?:api\s+|access\s+|auth\w{0,12}\s+)?(?:keys|tokens|secrets|credentials|passwords|environment\s+variables|env(?:ironment)?\s+vars?|environment)`,
    String.raw`(?:any|every|each)\s+(?:other\s+)?(?:api\s+|access\s+|secret\s+|auth\w{0,12}\s+)?(?:key|token|secret|credential|password)`,
    String.raw`(?:contents?|values?|dump|copy|output|snapshot)\s+of\s+(?:\w{1,20}\s+){0,2}(?:environment|env|printenv)(?!\s*file)`,
    String.raw`environment\s+variables\s+and\s+(?:their\s+)?values`,
    'printenv',
  ),
  String.raw`process\.env(?![\w.[])|os\.environ(?![\w.[])`,
];
/** The environment of one project: people do carry it from place to place. */
export const DOTENV = any(String.raw`(?<![\w.])\.env(?:\.(?:local|production|prod|development))?(?![\w.-])`);

export const SECRET = any(...SECRET_FILES, ...SECRET_THINGS, ...GATHERED, DOTENV.source);
/** Of these the contents are a secret; of the others perhaps only the name is meant. */
export const SECRET_FILE = any(...SECRET_FILES, DOTENV.source);
/** Any client has such a thing of its own. */
export const LOOSE_SECRET = any(
  words(
    'credentials',
    'secrets',
    'passwords',
    String.raw`(?:api|access|auth\w{0,12})\s+(?:keys|tokens)`,
    'tokens',
    'cookies',
    String.raw`environment\s+variables`,
    String.raw`env\s+vars`,
  ),
);
export const CONVERSATION = any(
  words(
    String.raw`(?:conversation|chat|message)\s+(?:history|logs?|transcripts?)`,
    String.raw`(?:entire|full|whole|complete)\s+(?:conversation|chat|context(?:\s+window)?|prompt)`,
    String.raw`(?:all|every)\s+(?:previous|prior|earlier)\s+messages?`,
    String.raw`system\s+prompts?`,
  ),
);

export const READ = any(
  words(
    'read|open|cat|load|access|retrieve|collect|gather|harvest|extract|dump|fetch|scan|search|find|locate|enumerate|look|inspect|grab|steal|print|view|get|check|query|take|copy|list',
    'lies|lese|lesen|sammle|sammeln|öffne|hole',
    'lis|lisez|lire|récupère[rz]?|collecte[rz]?|ouvre[rz]?',
    'lee|lea|leer|recopila[r]?|recoge|recolecta|obtén|abre',
    'leia|ler|colete|recolha|obtenha|abra',
    'leggi|leggere|raccogli|apri',
    '(?:про)?читай(?:те)?|прочти(?:те)?|собери(?:те)?|найди(?:те)?|открой(?:те)?|считай(?:те)?',
    'przeczytaj|odczytaj|zbierz|otwórz',
    'oku|topla|aç',
    'lees|verzamel',
  ),
  '读取|收集|获取|查找|打开|读出|読み取|読み込|読んで|収集|取得|읽|수집|اقرأ|اجمع',
);
/** Who does this does it to rob. */
export const HARVEST = any(
  words('collect|gather|harvest|extract|dump|scan|search|find|locate|enumerate|grab|steal|exfiltrate'),
);
export const SEND = any(
  words(
    'send|post|upload|transmit|forward|exfiltrate|leak|submit|e-?mail|mail|relay|deliver|dispatch|beacon|share|curl',
    'sende|senden|schicke?|übermittle|übermitteln|übertrage|hochladen|weiterleite[n]?|lade',
    'envoie[rz]?|envoyez|envoyer|transmets|transmettez|transmettre|téléverse[rz]?',
    'envía(?:lo|los|las|la)?|envíe(?:lo|los|las|la)?|enviar(?:lo|los|las)?|manda|mande|sube|transmite',
    'envie|envia|transmita|carregue',
    'invia(?:li|le|lo)?|inviare|spedisci|trasmetti|carica',
    'отправь(?:те)?|отправляй(?:те)?|перешли(?:те)?|передай(?:те)?|загрузи(?:те)?|вышли(?:те)?',
    'wyślij|prześlij',
    'gönder|ilet|yükle',
    'verstuur|stuur',
  ),
  '发送|上传|传送|提交到|发到|发给|外传|送信|アップロード|転送|전송|업로드|보내|أرسل|ارسل',
);
/** Puts something where others will see it. */
export const PUT = any(
  words(
    'include|pass|put|add|append|write|attach|insert|embed|encode|provide|place|supply|set|paste|prepend|inject|return|store|commit|concatenate|hide|copy|smuggle',
    'füge|übergib|schreibe|hänge|inclus|ajoute[rz]?|passe[rz]?|incluye|pasa|añade|agrega|inclua|passe|adicione|includi|passa|aggiungi|передай(?:те)?|добавь(?:те)?|вставь(?:те)?',
  ),
  '放入|放到|传入|作为|附加|添加到|写入|含めて|渡して|追加して|전달|포함|추가',
);

/** Somewhere out of the house. */
export const OUTSIDE = any(
  String.raw`https?:\/\/|wss?:\/\/|hxxps?:`,
  String.raw`[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}`,
  String.raw`(?<![\w./@-])(?:[a-z0-9-]{1,63}\.){1,4}(?:com|net|org|io|dev|app|xyz|top|site|ru|cn|sh|me|info|online|invalid|example|test|cc|pw|tk|co|cloud|link)(?![\w-])`,
  words(
    'webhooks?',
    'gists?',
    'pastebin',
    'telegram',
    'discord',
    String.raw`public\s+(?:repo\w{0,8}|issue|channel|pull\s+request)`,
    'ngrok',
    String.raw`(?:third[- ]party|external|remote|attacker\S{0,12}|collection|c2)\s+(?:server|endpoint|host|url|address|service)`,
  ),
);
/** Somewhere that may be outside. */
export const ELSEWHERE = any(
  words(
    'servers?|endpoints?|us|collector|analytics|telemetry|developers?|support|remote|external|parameters?|arguments?|sidenote|issues?|channel|slack|repository|serveur|servidor|сервер\\p{L}{0,3}|serwer\\p{L}{0,3}|sunucu\\p{L}{0,4}|адрес\\p{L}{0,2}|Adresse|adresse|dirección|endereço|indirizzo',
  ),
  '服务器|地址|接口|サーバー|アドレス|서버|주소|الخادم|خادم',
);
/** Places of a call or a text that carry things out unseen. */
export const SLOT = any(
  words(
    'parameters?|arguments?|args?|sidenotes?|side_note|notes?|fields?|params?|headers?|quer(?:y|ies)|urls?|commit\\s+messages?|comments?|footers?|pull\\s+requests?|image|link|metadata|context|feedback|reason|trace|parámetro|argumento|paramètre|Parameter|parâmetro|parametro|параметр\\p{L}{0,3}|аргумент\\p{L}{0,3}',
  ),
  '参数|字段|引数|パラメータ|매개변수|인수',
);
/** Stands for what was read before. */
export const BACK_REFERENCE = any(
  words(
    String.raw`(?:its?|their|the|that|this|these|those|full|raw|entire|all)\s+(?:\w{1,15}\s+){0,2}(?:contents?|output|values?|text|results?|files?|data|keys?|lines|information|bytes|string|blob)`,
    'them|it|everything|contents?|inhalte?|ihn|sie|contenus?|contenido|conteúdo|contenuto|содержим\\p{L}{1,3}|их|его|le|les|los|las|lo',
  ),
  '内容|结果|其|它们|内容を|それ|내용',
);
