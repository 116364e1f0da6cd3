/**
 * What the cashier sees when a command fails: one table, the money first.
 *
 * A code exists only while a screen acts on it; the type makes a code without words an error.
 */
import { saleNumber } from "../format/sale";
import { time } from "../format/time";
import type { CommandError, ErrorCode, TriesView } from "./bindings";
import type { Language } from "../words/words";

/** How loud an error is: `advice` can be mended here, `warning` soon, `stop` halts prompts. */
export type Severity = "advice" | "warning" | "stop";

/** What happened to the money, and what to do next. */
export type Explanation = { title: string; sentence: string; action: string };

export type ErrorEntry = { severity: Severity } & Record<Language, Explanation>;

export const errors: Record<ErrorCode, ErrorEntry> = {
  bad_amount: {
    severity: "advice",
    en: say("Amount", "Nothing was sent. The amount is not one M-PESA takes.",
      "Type whole shillings from 1 to 250,000."),
    sw: say("Pesa", "Hakuna kilichotumwa. M-PESA haichukui kiasi hiki.",
      "Andika shilingi kamili, 1 hadi 250,000."),
  },
  bad_phone: {
    severity: "advice",
    en: say("Phone", "Nothing was sent. This is not a Kenyan mobile number.",
      "Ask the customer again: 0712 345 678."),
    sw: say("Simu", "Hakuna kilichotumwa. Hii si nambari ya simu ya Kenya.",
      "Muulize mteja tena: 0712 345 678."),
  },
  prompt_live_on_phone: {
    severity: "warning",
    en: say("Already asked", "No second prompt was sent. One is still open on this phone.",
      "Wait for it to end, or use another phone."),
    sw: say("Ombi lipo", "Ombi la pili halijatumwa. Moja bado liko kwa simu hii.",
      "Subiri liishe, au tumia simu nyingine."),
  },
  prompt_live_on_sale: {
    severity: "warning",
    en: say("Already asked", "No second prompt was sent. This sale is still being paid.",
      "Wait until its countdown ends, then ask again."),
    sw: say("Ombi lipo", "Ombi la pili halijatumwa. Mauzo haya bado yanalipwa.",
      "Subiri muda uishe, kisha omba tena."),
  },
  unresolved_on_phone: {
    severity: "warning",
    en: say("Earlier payment not known", "No prompt was sent. An earlier one to this phone has no " +
      "known end: it may have been paid.",
      "Look at that payment first. Ask all the same only if you are sure."),
    sw: say("Malipo ya awali hayajulikani", "Ombi halijatumwa. Mwisho wa ombi la awali kwa " +
      "simu hii haujulikani: huenda limelipwa.",
      "Angalia hayo malipo kwanza. Omba hata hivyo ukiwa na hakika tu."),
  },
  no_amount: {
    severity: "advice",
    en: say("Amount", "Nothing was sent or taken. This is no amount of money.",
      "Type what is to be paid, such as 350 or 350.50."),
    sw: say("Pesa", "Hakuna kilichotumwa wala kupokelewa. Hiki si kiasi cha pesa.",
      "Andika kinacholipwa, kwa mfano 350 au 350.50."),
  },
  beyond_sale: {
    severity: "advice",
    en: say("More than the sale", "Nothing was sent or taken. The sale does not need so much.",
      "Type what is still missing, or less."),
    sw: say("Zaidi ya mauzo", "Hakuna kilichotumwa wala kupokelewa. Mauzo hayahitaji kiasi hicho.",
      "Andika kilichobaki, au chini yake."),
  },
  too_little_handed: {
    severity: "advice",
    en: say("Too little cash", "Nothing was taken. The customer gave less than this part comes to.",
      "Ask for the rest, or type a smaller part."),
    sw: say("Taslimu haitoshi", "Hakuna kilichopokelewa. Mteja ametoa chini ya sehemu hii.",
      "Omba kilichobaki, au andika sehemu ndogo zaidi."),
  },
  too_many_prompts: {
    severity: "warning",
    en: say("Six already asked", "No prompt was sent. Six phones are being asked for this sale.",
      "Wait until one of them has ended."),
    sw: say("Sita wameombwa", "Ombi halijatumwa. Simu sita tayari zimeombwa kwa mauzo haya.",
      "Subiri mojawapo iishe."),
  },
  may_still_be_paid: {
    severity: "warning",
    en: say("May still be paid", "Nothing was changed. A prompt of this sale may still be paid.",
      "Wait for its end, or go on knowingly: late money is owed to the customer."),
    sw: say("Huenda ikalipwa", "Hakuna kilichobadilishwa. Ombi la mauzo haya bado laweza kulipwa.",
      "Subiri liishe, au endelea ukijua: pesa zikichelewa ni deni kwa mteja."),
  },
  leg_withdrawn: {
    severity: "advice",
    en: say("Another way was chosen", "No prompt was sent. This part is to be paid in another way.",
      "Ask for what is still missing instead."),
    sw: say("Njia nyingine", "Ombi halijatumwa. Sehemu hii inalipwa kwa njia nyingine.",
      "Badala yake, omba kilichobaki."),
  },
  sale_paid: {
    severity: "warning",
    en: say("Already paid", "Nothing was sent or taken. This is paid already.",
      "Look at the sale before you go on."),
    sw: say("Imeshalipwa", "Hakuna kilichotumwa wala kupokelewa. Hii imeshalipwa.",
      "Angalia mauzo kabla ya kuendelea."),
  },
  sale_void: {
    severity: "advice",
    en: say("Sale void", "Nothing was sent or taken. This sale was called off.",
      "Open a new sale."),
    sw: say("Mauzo yamefutwa", "Hakuna kilichotumwa wala kupokelewa. Mauzo haya yamefutwa.",
      "Fungua mauzo mapya."),
  },
  sale_begun: {
    severity: "advice",
    en: say("Total stands", "Nothing was changed. Money was asked for or paid already.",
      "Ask for the amount that the sale shows."),
    sw: say("Jumla haibadiliki", "Hakuna kilichobadilishwa. Pesa tayari zimeombwa au kulipwa.",
      "Omba kiasi kinachoonyeshwa."),
  },
  not_paid: {
    severity: "advice",
    en: say("Not paid", "Nothing was given back. This sale is not paid.",
      "Void it instead: what came is then owed to the customer."),
    sw: say("Haijalipwa", "Hakuna kilichorudishwa. Mauzo haya hayajalipwa.",
      "Yafute badala yake: kilichokuja kitakuwa deni kwa mteja."),
  },
  goods_given: {
    severity: "warning",
    en: say("Goods are out", "Nothing was changed. Goods of this sale were given, and are not paid.",
      "Void it only when they came back."),
    sw: say("Bidhaa zimetolewa", "Hakuna kilichobadilishwa. Bidhaa zimetolewa na hazijalipwa.",
      "Ifute tu kama zimerudishwa."),
  },
  goods_came_back: {
    severity: "advice",
    en: say("Goods came back", "Nothing was changed. Goods of this sale were brought back already.",
      "Give back the rest of it the same way, or open a new sale."),
    sw: say("Bidhaa zimerudi", "Hakuna kilichobadilishwa. Bidhaa za mauzo haya zilisharudi.",
      "Rudisha kilichobaki kwa njia hiyo hiyo, au fungua mauzo mapya."),
  },
  more_than_paid: {
    severity: "advice",
    en: say("More than was paid", "Nothing was given back. That is more than was paid and kept.",
      "Type less."),
    sw: say("Zaidi ya kilicholipwa", "Hakuna kilichorudishwa. Ni zaidi ya kilicholipwa.",
      "Andika kiasi kidogo zaidi."),
  },
  more_than_owed: {
    severity: "warning",
    en: say("Not owed", "Nothing was paid out. So much is not owed to the customer.",
      "Look at the sale again: it may have been paid out already."),
    sw: say("Si deni", "Hakuna kilichotolewa. Mteja hadai kiasi hicho.",
      "Angalia mauzo tena: huenda kimeshatolewa."),
  },
  more_than_overpaid: {
    severity: "advice",
    en: say("Too much", "Nothing was taken in. Less than that was paid out too much.",
      "Look at the sale again: it says how much is to come back."),
    sw: say("Zimezidi", "Hakuna kilichopokelewa. Kiasi kilichozidi ni kidogo kuliko hicho.",
      "Angalia mauzo tena: yanasema kiasi cha kurudishwa."),
  },
  returned_meanwhile: {
    severity: "warning",
    en: say("Given back already", "Nothing was given back now. Something was given back meanwhile.",
      "Look at the sale, then decide again."),
    sw: say("Imesharudishwa", "Hakuna kilichorudishwa sasa. Kiasi kilirudishwa punde tu.",
      "Angalia mauzo, kisha amua tena."),
  },
  paid_out: {
    severity: "warning",
    en: say("Paid out already", "Nothing was changed. Money of this payment was paid out.",
      "It stays with this sale; call the supervisor if that is wrong."),
    sw: say("Imeshatolewa", "Hakuna kilichobadilishwa. Pesa za malipo haya zimeshatolewa.",
      "Zinabaki kwa mauzo haya; mwite msimamizi kama si sahihi."),
  },
  being_sent_back: {
    severity: "warning",
    en: say("Being sent back", "Nothing was paid out. This money is being sent back by M-PESA.",
      "Wait for M-PESA's answer; call the supervisor if it does not come."),
    sw: say("Inarudishwa", "Hakuna kilichotolewa. Pesa hizi zinarudishwa kwa M-PESA.",
      "Subiri jibu la M-PESA; lisipokuja, mwite msimamizi."),
  },
  not_reversible: {
    severity: "warning",
    en: say("Not sent back", "Nothing was sent back. The payment stands otherwise by now.",
      "Read what is said of it here, then act."),
    sw: say("Hazijarudishwa", "Hakuna kilichorudishwa. Malipo haya yamebadilika.",
      "Soma kinachosemwa hapa kuhusu malipo haya, kisha tenda."),
  },
  not_releasable: {
    severity: "warning",
    en: say("Keep the goods", "Nothing was changed. The goods can't be given before they are paid.",
      "Wait for M-PESA's answer, or take the money another way."),
    sw: say("Usitoe bidhaa", "Hakuna kilichobadilishwa. Bidhaa haziwezi kutolewa kabla ya malipo.",
      "Subiri jibu la M-PESA, au pokea pesa kwa njia nyingine."),
  },
  not_in_doubt: {
    severity: "advice",
    en: say("Not open", "Nothing was changed. M-PESA has told what became of it, or may still do it.",
      "Read what is said of it here."),
    sw: say("Si wazi", "Hakuna kilichobadilishwa. M-PESA imeshasema, au bado huenda ikafanya.",
      "Soma kinachosemwa hapa."),
  },
  own_code: {
    severity: "advice",
    en: say("The payment's own code", "Nothing was changed. The return of a payment has another code.",
      "Read the return's code where you looked, then type it."),
    sw: say("Nambari ya malipo yenyewe", "Hakuna kilichobadilishwa. Marejesho yana nambari nyingine.",
      "Soma nambari ya marejesho ulikoangalia, kisha iandike."),
  },
  no_api_user: {
    severity: "warning",
    en: say("No API user", "Nothing was sent back. M-PESA takes no orders from this till yet.",
      "The owner enters the shop's API user and a public address in Set-up (F7)."),
    sw: say("Hakuna API user", "Hakuna kilichorudishwa. M-PESA bado haipokei maagizo ya mashine hii.",
      "Mwenye duka aweke API user wa duka na anwani ya umma kwenye Mipangilio (F7)."),
  },
  payment_used: {
    severity: "warning",
    en: say("Used before", "Nothing was changed. This payment was used for another sale.",
      "Look at that sale before you give any goods."),
    sw: say("Yalishatumika", "Hakuna kilichobadilishwa. Malipo haya yalitumika kwa mauzo mengine.",
      "Angalia mauzo hayo kabla ya kumpa mteja bidhaa."),
  },
  payment_not_free: {
    severity: "warning",
    en: say("Not free", "Nothing was changed. This payment can't be given to a sale: a prompt waits " +
      "for it, it went back, or what is told of it differs.",
      "Keep the goods, and call the supervisor if it does not clear up."),
    sw: say("Hayapatikani", "Hakuna kilichobadilishwa. Malipo haya hayawezi kupewa mauzo: ombi " +
      "linayasubiri, yamerudishwa, au taarifa zake zinapingana.",
      "Usitoe bidhaa, na umwite msimamizi yasipoeleweka."),
  },
  bad_code: {
    severity: "advice",
    en: say("M-PESA code", "Nothing was changed. An M-PESA code has ten letters and digits.",
      "Read it again from the customer's message."),
    sw: say("Nambari ya M-PESA", "Hakuna kilichobadilishwa. Nambari ya M-PESA ina herufi na " +
      "tarakimu kumi.",
      "Isome tena kwenye ujumbe wa mteja."),
  },
  bad_reason: {
    severity: "advice",
    en: say("Say why", "Nothing was changed. The sale goes on until a reason is given.",
      "Type the reason in a few words."),
    sw: say("Sema sababu", "Hakuna kilichobadilishwa. Mauzo yanaendelea hadi sababu itolewe.",
      "Andika sababu kwa maneno machache."),
  },
  bad_note: {
    severity: "advice",
    en: say("Say what", "No money moved. Nothing was noted: it is empty, or longer than 500 signs.",
      "Say it in a few words."),
    sw: say("Sema nini", "Hakuna pesa iliyosonga. Hakuna kilichoandikwa: ni tupu, au kinazidi " +
      "herufi 500.",
      "Sema kwa maneno machache."),
  },
  bad_place: {
    severity: "advice",
    en: say("Say where", "Nothing was changed. The place is empty, or longer than 60 signs.",
      "Say it as customers know it, such as Pochi 0712 345 678."),
    sw: say("Sema wapi", "Hakuna kilichobadilishwa. Mahali ni patupu, au panazidi herufi 60.",
      "Sema kama wateja wanavyojua, kama Pochi 0712 345 678."),
  },
  case_closed: {
    severity: "advice",
    en: say("The case is closed", "No money moved. Somebody closed this case meanwhile.",
      "Open another case if something is still to be said."),
    sw: say("Kesi imefungwa", "Hakuna pesa iliyosonga. Mtu amefunga kesi hii.",
      "Fungua kesi nyingine kama bado kuna la kusema."),
  },
  wrong_pin: {
    severity: "advice",
    en: say("Wrong PIN", "Nothing was changed. This is not that person's PIN.",
      "Type it again."),
    sw: say("PIN si sahihi", "Hakuna kilichobadilishwa. Hii si PIN ya mtu huyo.",
      "Iandike tena."),
  },
  pin_locked: {
    severity: "warning",
    en: say("Too many wrong PINs", "Nothing was changed. This person's PIN is not looked at for a while.",
      "Wait, or let the owner set a new PIN."),
    sw: say("PIN zimekosewa mno", "Hakuna kilichobadilishwa. PIN ya mtu huyu haiangaliwi kwa muda.",
      "Subiri, au mwenye duka aweke PIN mpya."),
  },
  no_pin: {
    severity: "advice",
    en: say("No PIN", "Nothing was changed. This person has no PIN to show.",
      "Let the owner set one in Set-up."),
    sw: say("Hana PIN", "Hakuna kilichobadilishwa. Mtu huyu hana PIN ya kuonyesha.",
      "Mwenye duka aiweke kwenye Mipangilio."),
  },
  bad_pin: {
    severity: "advice",
    en: say("PIN", "Nothing was changed. A PIN has four to six digits.",
      "Type digits only."),
    sw: say("PIN", "Hakuna kilichobadilishwa. PIN ina tarakimu nne hadi sita.",
      "Andika tarakimu pekee."),
  },
  easy_pin: {
    severity: "advice",
    en: say("Easily guessed", "Nothing was changed. This PIN is among the first that somebody would try.",
      "Take one that is no year and no row such as 1234 or 7777."),
    sw: say("Rahisi kukisia", "Hakuna kilichobadilishwa. PIN hii ni ya kwanza kukisiwa.",
      "Chagua isiyo mwaka wala mfululizo kama 1234 au 7777."),
  },
  bad_name: {
    severity: "advice",
    en: say("Name", "Nothing was changed. A name has one to forty letters.",
      "Type what the person is called at the counter."),
    sw: say("Jina", "Hakuna kilichobadilishwa. Jina lina herufi moja hadi arobaini.",
      "Andika anavyoitwa kaunta."),
  },
  name_taken: {
    severity: "advice",
    en: say("Same name", "Nothing was changed. Somebody of that name works here.",
      "Add a letter or a second name."),
    sw: say("Jina lipo", "Hakuna kilichobadilishwa. Mtu wa jina hilo anafanya kazi hapa.",
      "Ongeza herufi au jina la pili."),
  },
  same_person: {
    severity: "advice",
    en: say("Another person", "Nothing was changed. Nobody agrees to what he does himself.",
      "Ask another supervisor or owner."),
    sw: say("Mtu mwingine", "Hakuna kilichobadilishwa. Mtu hakubali jambo lake mwenyewe.",
      "Mwombe msimamizi mwingine au mwenye duka."),
  },
  no_goods: {
    severity: "advice",
    en: say("A repayment", "Nothing was changed. A repayment has no goods.",
      "Void it if its money is to go back."),
    sw: say("Malipo ya deni", "Hakuna kilichobadilishwa. Malipo ya deni hayana bidhaa.",
      "Yafute ikiwa pesa zake zinarudishwa."),
  },
  beyond_credit: {
    severity: "advice",
    en: say("Beyond the limit", "Nothing was put on credit. It is more than is left of the limit.",
      "Take the rest in another way, or let the owner set the limit under Debts."),
    sw: say("Zaidi ya kiwango", "Hakuna kilichowekwa kwa deni. Ni zaidi ya kilichobaki cha kiwango.",
      "Pokea kilichozidi kwa njia nyingine, au mwenye duka aweke kiwango kwenye Madeni."),
  },
  other_debtor: {
    severity: "advice",
    en: say("Somebody else's debt", "Nothing more was put on credit. The sale is on credit for " +
      "somebody else already.", "Take the rest in another way."),
    sw: say("Deni la mwingine", "Hakuna kilichoongezwa kwa deni. Mauzo haya ni deni la mtu mwingine.",
      "Pokea kilichobaki kwa njia nyingine."),
  },
  more_than_debt: {
    severity: "advice",
    en: say("Less is owed", "Nothing was taken. He owes less than that.",
      "Type no more than he owes."),
    sw: say("Deni ni dogo", "Hakuna kilichopokelewa. Deni lake ni chini ya kiasi hicho.",
      "Andika si zaidi ya deni lake."),
  },
  debt_not_settled: {
    severity: "advice",
    en: say("Not settled yet", "Nobody was erased. Money is still owed, or a sale is open.",
      "Settle that first."),
    sw: say("Bado halijaisha", "Hakuna aliyefutwa. Bado kuna deni, au mauzo yaliyo wazi.",
      "Maliza hilo kwanza."),
  },
  debtor_erased: {
    severity: "advice",
    en: say("Erased", "Nothing was changed. This debtor was erased.", "Write him down anew."),
    sw: say("Amefutwa", "Hakuna kilichobadilishwa. Mdaiwa huyu alifutwa.", "Mwandike upya."),
  },
  phone_taken: {
    severity: "advice",
    en: say("Phone", "Nobody was written down. Another debtor has that phone.",
      "Search for the phone, or type another."),
    sw: say("Simu", "Hakuna aliyeandikwa. Mdaiwa mwingine ana simu hiyo.",
      "Tafuta kwa simu hiyo, au andika nyingine."),
  },
  second_wanted: {
    severity: "advice",
    en: say("A second person", "No money moved. Above the owner's limit a second person agrees.",
      "Ask a supervisor or the owner."),
    sw: say("Mtu wa pili", "Hakuna pesa iliyohamishwa. Zaidi ya kiwango mtu wa pili hukubali.",
      "Mwombe msimamizi au mwenye duka."),
  },
  no_right: {
    severity: "advice",
    en: say("No right to this", "Nothing was changed. This person's role does not allow it.",
      "Ask a supervisor or the owner."),
    sw: say("Hana ruhusa", "Hakuna kilichobadilishwa. Kazi ya mtu huyu hairuhusu hili.",
      "Mwombe msimamizi au mwenye duka."),
  },
  last_owner: {
    severity: "advice",
    en: say("Last owner", "Nothing was changed. Somebody must stay who says who works here.",
      "Take another owner on first."),
    sw: say("Mwenye duka wa mwisho", "Hakuna kilichobadilishwa. Lazima abaki wa kusema nani afanye kazi.",
      "Kwanza ongeza mwenye duka mwingine."),
  },
  person_left: {
    severity: "advice",
    en: say("Not here any more", "Nothing was changed. This person does not work here any more.",
      "Choose somebody who does."),
    sw: say("Hayupo tena", "Hakuna kilichobadilishwa. Mtu huyu hafanyi kazi hapa tena.",
      "Chagua anayefanya kazi hapa."),
  },
  not_set_up: {
    severity: "stop",
    en: say("Not set up", "No prompts can be sent yet. Cash sales go on.",
      "Fill in Set-up, or choose practice."),
    sw: say("Haijapangwa", "Maombi hayawezi kutumwa bado. Uza kwa pesa taslimu.",
      "Jaza Mipangilio, au chagua mazoezi."),
  },
  keyring_missing: {
    severity: "stop",
    en: say("No keyring", "No customer has been charged. This computer can't keep the keys.",
      "Install a keyring, or choose the encrypted file in Set-up."),
    sw: say("Hakuna keyring", "Hakuna mteja aliyetozwa. Kompyuta hii haiwezi kuweka funguo.",
      "Weka keyring, au chagua faili iliyofichwa kwenye Mipangilio."),
  },
  keyring_locked: {
    severity: "stop",
    en: say("Keyring locked", "No customer has been charged. The keys can't be read.",
      "Unlock the keyring with your login password, then open Kaunta again."),
    sw: say("Keyring imefungwa", "Hakuna mteja aliyetozwa. Funguo hazisomeki.",
      "Fungua keyring kwa nywila yako ya kuingia, kisha ufungue Kaunta tena."),
  },
  passphrase_wanted: {
    severity: "stop",
    en: say("Passphrase wanted", "No prompts can be sent yet. What was waiting is still written " +
      "down.", "Open the encrypted file in Set-up."),
    sw: say("Nywila inahitajika", "Maombi hayawezi kutumwa bado. Yanayosubiri yameandikwa.",
      "Fungua faili iliyofichwa kwenye Mipangilio."),
  },
  wrong_passphrase: {
    severity: "advice",
    en: say("Wrong passphrase", "No customer has been charged. The file did not open.",
      "Type the passphrase again, or begin a new file."),
    sw: say("Nywila si sahihi", "Hakuna mteja aliyetozwa. Faili haikufunguka.",
      "Andika nywila tena, au anza faili mpya."),
  },
  sealed_file_unusable: {
    severity: "stop",
    en: say("Encrypted file can't be read", "No customer has been charged. The file of keys is " +
      "damaged, newer than this Kaunta, or out of reach.",
      "Bring it back from a backup, or begin a new file in Set-up."),
    sw: say("Faili ya funguo haisomeki", "Hakuna mteja aliyetozwa. Faili imeharibika, ni mpya " +
      "kuliko Kaunta hii, au haifikiki.",
      "Irudishe kutoka nakala, au anza faili mpya kwenye Mipangilio."),
  },
  bad_set_up: {
    severity: "advice",
    en: say("Set-up incomplete", "Nothing was saved, and no one was charged.",
      "Look at the fields marked below."),
    sw: say("Mipangilio haijakamilika", "Hakuna kilichohifadhiwa, hakuna aliyetozwa.",
      "Angalia sehemu zilizowekwa alama."),
  },
  still_asking: {
    severity: "advice",
    en: say("A payment is not settled", "Nothing was changed. The till still asks Safaricom about a " +
      "prompt under the old number; under a new one it could not.",
      "Wait until it is settled: see Sell. Then change the number."),
    sw: say("Malipo hayajakamilika", "Hakuna kilichobadilishwa. Mashine bado inauliza Safaricom " +
      "kuhusu ombi la nambari ya zamani; kwa nambari mpya haitaweza.",
      "Subiri likamilike: angalia Uza. Kisha badilisha nambari."),
  },
  safaricom_refused: {
    severity: "warning",
    en: say("Safaricom said no", "The customer has not been charged. Safaricom refused the " +
      "request.", "Check the numbers and keys in Set-up."),
    sw: say("Safaricom imekataa", "Mteja hajatozwa. Safaricom imekataa ombi.",
      "Angalia nambari na funguo kwenye Mipangilio."),
  },
  safaricom_unreachable: {
    severity: "warning",
    en: say("Safaricom can't be reached", "The customer has not been charged. No request got out.",
      "Check the internet and try again, or take cash."),
    sw: say("Safaricom haipatikani", "Mteja hajatozwa. Ombi halikutoka.",
      "Angalia intaneti ujaribu tena, au pokea taslimu."),
  },
  no_such_payment: {
    severity: "advice",
    en: say("Not found", "No money has moved. This payment is not in the book.",
      "Look for it in History."),
    sw: say("Haipo", "Hakuna pesa iliyosonga. Malipo haya hayako kwenye daftari.",
      "Yatafute kwenye Historia."),
  },
  book_busy: {
    severity: "warning",
    en: say("Book in use", "Nothing was sent. Another Kaunta is using this book.",
      "Close the other window: this one goes on by itself."),
    sw: say("Daftari linatumika", "Hakuna kilichotumwa. Kaunta nyingine inatumia daftari hili.",
      "Funga dirisha lile: hili litaendelea lenyewe."),
  },
  book_unusable: {
    severity: "stop",
    en: say("Book can't be read", "No money is lost, but nothing can be sent. The book was left " +
      "as it is.", "Call whoever looks after this computer."),
    sw: say("Daftari halisomeki", "Hakuna pesa iliyopotea, ila hakuna kinachotumwa. Daftari " +
      "limeachwa lilivyo.", "Mwite anayetunza kompyuta hii."),
  },
  disk_full: {
    severity: "stop",
    en: say("Disk full", "Nothing was sent: a payment must be written down first.",
      "Free some space on this computer; the till goes on by itself."),
    sw: say("Diski imejaa", "Hakuna kilichotumwa: malipo lazima yaandikwe kwanza.",
      "Ondoa faili kwenye kompyuta hii, kisha jaribu tena."),
  },
  disk_read_only: {
    severity: "stop",
    en: say("Book can't be written", "Nothing was sent: a payment must be written down first, and " +
      "this disk or folder may only be read.",
      "Call whoever looks after this computer. History can still be read."),
    sw: say("Daftari haliandikiki", "Hakuna kilichotumwa: malipo lazima yaandikwe kwanza, na " +
      "diski au folda hii ni ya kusoma tu.",
      "Mwite anayetunza kompyuta hii. Historia bado inasomeka."),
  },
  internal: {
    severity: "warning",
    en: say("Something broke here", "Don't ask the customer again yet: look at History first.",
      "Try again; if it stays, give the reference to support."),
    sw: say("Kuna hitilafu hapa", "Usimwombe mteja tena bado: angalia Historia kwanza.",
      "Jaribu tena; ikiendelea, mpe msaada nambari ya rejea."),
  },
};

/** What the cashier sees of an error; one that names a sale names it in the sentence. */
export function explain(error: CommandError, language: Language): Explanation {
  const told = errors[error.code][language];
  if (error.tries) return { ...told, action: TRIES[language](error.tries) };
  if (!error.used) return told;
  const [sale, at] = [saleNumber(error.used.sale_number), time(error.used.at_ms)];
  return { ...told, sentence: USED[language](sale, at) };
}

const USED: Record<Language, (sale: string, at: string) => string> = {
  en: (sale, at) => `Nothing was changed. This payment was used for sale ${sale} at ${at}.`,
  sw: (sale, at) => `Hakuna kilichobadilishwa. Malipo haya yalitumika kwa mauzo ${sale} saa ${at}.`,
};

/** How many wrong PINs cost no wait, or how long the wait is. */
const TRIES: Record<Language, (tries: TriesView) => string> = {
  en: ({ left, wait_s }) =>
    wait_s > 0 ? `Wait ${wait(wait_s, "s", "min")}, or let the owner set a new PIN.`
      : left > 0 ? `Type it again: after ${left} more wrong ones there is a wait.`
      : "There is a wait of a minute now.",
  sw: ({ left, wait_s }) =>
    wait_s > 0 ? `Subiri ${wait(wait_s, "s", "dak.")}, au mwenye duka aweke PIN mpya.`
      : left > 0 ? `Iandike tena: baada ya makosa ${left} zaidi utasubiri.`
      : "Sasa subiri dakika moja.",
};

function wait(seconds: number, s: string, min: string): string {
  return seconds < 100 ? `${seconds} ${s}` : `${Math.ceil(seconds / 60)} ${min}`;
}

function say(title: string, sentence: string, action: string): Explanation {
  return { title, sentence, action };
}
