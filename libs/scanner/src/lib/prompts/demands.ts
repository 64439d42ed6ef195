const any = (...sources: readonly string[]): RegExp => new RegExp(sources.join('|'), 'giu');
const PEOPLE = String.raw`(?:users?|humans?|developers?|operators?|anyone|anybody|owners?|person|people|customers?)`;
const HUSH = String.raw`(?:do\s+not|don['’]?t|never|must\s+not|mustn['’]?t|should\s+not|shouldn['’]?t|avoid|without|refrain\s+from|no\s+need\s+to)`;
const SAY = String.raw`(?:tell|telling|mention|mentioning|inform|informing|notify|notifying|reveal|revealing|disclose|disclosing|alert|alerting|report|reporting|warn|warning|acknowledge|acknowledging)`;

/** Keeps something from the person at the keyboard. */
export const SECRECY = any(
  String.raw`\b${HUSH}\s+(?:ever\s+|explicitly\s+|also\s+)?${SAY}\b[^.!?\n]{0,60}?\b${PEOPLE}\b`,
  String.raw`\b${HUSH}\s+(?:ever\s+|explicitly\s+)?(?:let|letting)\s+(?:the\s+)?${PEOPLE}\s+(?:know|see|notice)`,
  String.raw`\b${HUSH}\s+(?:ever\s+)?(?:mention|mentioning|reveal|disclose)\s+(?:this|that|these|it|any\s+of\s+this|the\s+(?:above|step|instruction|file))\b`,
  String.raw`\b${PEOPLE}\s+(?:must|should|need|do|does|can|will)\s*(?:not|n['’]t|never)\s+(?:to\s+)?(?:know|see|notice|find\s+out|be\s+(?:told|informed|aware|notified|shown))`,
  String.raw`\b(?:keep|hide|conceal)\s+(?:this|it|that|these|all\s+of\s+this)\b[^.\n]{0,40}?\b(?:from\s+(?:the\s+)?${PEOPLE}|hidden|secret|confidential)`,
  String.raw`\b(?:user|human)s?\b[^.\n]{0,20}\b(?:would|will|may)\s+(?:be\s+)?(?:upset|alarmed|worried|confused)`,
  String.raw`(?:Benutzer|Nutzer|Anwender)\p{L}{0,3}\s[^.\n]{0,40}(?:nichts?|niemals|nie)\s[^.\n]{0,20}(?:davon|darüber|sagen|erzählen|mitteilen|informieren|erwähnen)?`,
  String.raw`(?:sag|erzähl|verrat|informier|erwähn|teil)\p{L}{0,3}\s[^.\n]{0,50}(?:nicht|nichts|niemals|nie)(?!\p{L})`,
  String.raw`ohne\s[^.\n]{0,30}(?:Benutzer|Nutzer|Anwender)`,
  String.raw`(?<!\p{L})n(?:e\s|['’]en?\s?)(?:le\s+|l['’]|en\s+)?(?:dis|dites|mentionne|informe|parle|révèle|préviens|prévenez|signale)\p{L}{0,3}(?!\p{L})[^.\n]{0,20}(?:pas|rien|jamais)`,
  String.raw`sans\s[^.\n]{0,12}(?:informer|avertir|prévenir|dire|signaler)`,
  String.raw`(?<!\p{L})no\s+(?:se\s+)?(?:lo\s+|le\s+|la\s+)?(?:digas?|menciones?|informes?|reveles?|avises?|cuentes?)(?!\p{L})`,
  String.raw`sin\s+(?:que\s+)?[^.\n]{0,12}(?:informar|avisar|decir)[^.\n]{0,20}usuari`,
  String.raw`(?<!\p{L})não\s+(?:conte|diga|mencione|informe|avise|revele)(?!\p{L})|sem\s+(?:informar|avisar|dizer)`,
  String.raw`(?<!\p{L})non\s+(?:dire|dirlo|menzionar|informar|rivelar|avvisar)\p{L}{0,4}|senza\s+(?:informare|avvisare|dirlo)`,
  String.raw`(?<!\p{L})не\s+(?:говори|сообщай|упоминай|рассказывай|показывай|информируй|уведомляй|раскрывай)(?:те)?`,
  '(?:不要|别|请勿|切勿|不得|勿|无需)(?:向|让|对|把)?[^。\\n]{0,8}(?:告诉|告知|通知|提及|提到|提醒|透露|知道|说明|显示)',
  '(?:言わない|知らせない|伝えない|教えない|通知しない|報告しない|言及しない|知られない|見せない)',
  '(?:말하지|알리지|언급하지|보고하지|보여주지|알려주지)\\s?(?:마|않|말)',
  String.raw`(?<!\p{L})nie\s+(?:mów|informuj|wspominaj|ujawniaj)`,
  'kullanıcı\\p{L}{0,3}\\s[^.\\n]{0,30}(?:söyleme|bildirme|bahsetme|gösterme)',
  'لا\\s+(?:تخبر|تذكر|تبلغ)',
  String.raw`(?<!\p{L})(?:vertel|meld)\s[^.\n]{0,30}niet(?!\p{L})`,
);

const NOUN = String.raw`(?:instructions?|prompts?|rules?|guidelines?|directives?|messages?|constraints?|training|programming|restrictions?|commands?|safeguards?|polic(?:y|ies))`;

/** Takes the agent out of the hands of its owner. */
export const OVERRIDE = any(
  String.raw`\b(?:ignore|disregard|forget|discard|neglect)\s+(?:(?:all|any|every|each|everything|of|the|your|my|these|those|other)\s+){0,4}(?:previous|prior|earlier|above|preceding|original|initial|existing|system|safety|former)(?:ly)?\s+(?:(?:and|or|previous|prior|earlier|system|user|developer|safety|security|given|set)\s+){0,3}${NOUN}\b`,
  String.raw`\b(?:ignore|disregard|forget)\s+(?:all|any|every|everything)\s+(?:of\s+)?(?:the\s+|your\s+)?(?:other\s+)?${NOUN}\s+(?:above|before|given|so\s+far|you\s+(?:have|were)|from)`,
  String.raw`\b(?:ignore|disregard|forget)\s+(?:everything|all)\s+(?:above|before|you\s+(?:know|were\s+told|have\s+been))`,
  String.raw`\byou\s+are\s+(?:now|no\s+longer)\s+(?:in\s+)?(?:a\s+|an\s+)?(?:DAN\b|jailbroken|unrestricted|bound\s+by|limited\s+by|restricted|free\s+(?:from|of)|god\s+mode)`,
  String.raw`\b(?:your\s+new|the\s+new|new)\s+(?:system\s+prompt|instructions?|directives?)\s+(?:is|are|follows?)\b|\bnew\s+system\s+prompt\s*:`,
  String.raw`(?:ignorier|vergiss|missacht|vergessen)\p{L}{0,4}\s[^.\n]{0,40}(?:vorherig|bisherig|früher|obig|vorig|vorangegang|alle)\p{L}{0,4}\s[^.\n]{0,20}(?:Anweisung|Instruktion|Regel|Befehl|Vorgabe)`,
  String.raw`(?:ignore|oublie)[rzs]?\s[^.\n]{0,30}(?:instructions|consignes|règles|directives)\s[^.\n]{0,20}(?:précédent|antérieur|ci-dessus)`,
  String.raw`(?:ignora|ignore|olvida|olvide|omite)r?\s[^.\n]{0,30}(?:instrucciones|órdenes|reglas|indicaciones)\s[^.\n]{0,20}(?:anterior|previa)`,
  String.raw`(?:ignore|esqueça|desconsidere)\s[^.\n]{0,30}(?:instruções|regras|orientações)\s[^.\n]{0,20}(?:anterior|prévia|acima)`,
  String.raw`(?:ignora|dimentica)\s[^.\n]{0,30}(?:istruzioni|regole)\s[^.\n]{0,20}precedent`,
  '(?:игнорируй|проигнорируй|забудь|отбрось|не\\s+следуй)(?:те)?\\s[^.\\n]{0,30}(?:инструкци|указани|правил)',
  '(?:忽略|无视|忘记|忘掉|不要理会|忽視)[^。\\n]{0,10}(?:之前|以上|先前|前面|所有|上述|此前)[^。\\n]{0,10}(?:指令|指示|说明|规则|提示|要求|指引)',
  '(?:以前|これまで|上記|前|すべて)[^。\\n]{0,12}(?:指示|命令|ルール|プロンプト)[^。\\n]{0,8}(?:無視|忘れ)',
  '(?:이전|위의|앞선|모든)[^.\\n]{0,10}(?:지시|지침|명령|규칙)[^.\\n]{0,8}(?:무시|잊)',
  '(?:zignoruj|zapomnij)\\s[^.\\n]{0,30}(?:instrukcj|polece)',
  'önceki\\s[^.\\n]{0,20}(?:talimat|komut)\\p{L}{0,5}\\s[^.\\n]{0,20}(?:yok\\s+say|unut|görmezden)',
  'تجاهل[^.\\n]{0,20}(?:التعليمات|الأوامر)',
  String.raw`negeer\s[^.\n]{0,30}(?:instructies|regels)`,
);

/** The marks with which a chat model is told whose turn it is. */
export const FAKE_TURN = any(
  String.raw`<\|im_start\|>\s{0,3}system|<<SYS>>|<\|start_header_id\|>\s{0,3}system|\[\/INST\]|<\/(?:tool_description|system|user_query|instructions)>\s{0,5}<(?:system|admin|important)`,
  String.raw`\[\s{0,2}(?:SYSTEM|ADMIN)\s+(?:OVERRIDE|MESSAGE|NOTICE|UPDATE)\s{0,2}\]`,
);

/** A command that fetches or runs. */
export const COMMAND = any(
  String.raw`(?<![\w-])(?:curl|wget|iwr|irm|invoke-webrequest|powershell|pwsh|bash\s+-c|sh\s+-c|node\s+-e|python3?\s+-c|npx|uvx|pip3?\s+install|npm\s+i(?:nstall)?|eval)\s`,
);

const FILE = String.raw`(?:\.ssh\b|id_(?:rsa|ed25519|ecdsa)\b(?!\.pub)|\.aws\/|\.env\b(?!\.(?:example|sample|template))|\.npmrc\b|\.netrc\b|\.git-credentials|\.kube\/config|\/etc\/(?:passwd|shadow)|mcp\.json|claude_desktop_config|wallet\.dat|keychain|\.gnupg)`;
const NET = String.raw`(?:curl|wget|nc|ncat|netcat|socat|http|xh|telnet)`;

/** A shell line that carries a secret out. */
export const THEFT_COMMAND = any(
  String.raw`(?:cat|base64|xxd|tar|gzip|head|tail|strings)\s[^|\n;]{0,120}${FILE}[^|\n;]{0,80}\|\s{0,3}(?:[^|\n;]{1,80}\|\s{0,3}){0,3}${NET}\s`,
  String.raw`(?:^|[\s;&(])(?:env|printenv|set)\s{0,3}\|\s{0,3}(?:[^|\n;]{1,80}\|\s{0,3}){0,3}${NET}\s`,
  String.raw`(?<![\w-])${NET}\s[^\n]{0,300}?(?:@|<|\$\(\s{0,3}(?:cat|base64)\s[^)\n]{0,40}?|\$\(<\s{0,3})["']?[^\s"'@]{0,80}${FILE}`,
  String.raw`(?<![\w-])${NET}\s[^\n]{0,300}?\$\(\s{0,3}(?:env|printenv)\b`,
);
