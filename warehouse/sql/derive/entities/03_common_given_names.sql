-- grain: the temporary common_given_names, one row a word
-- key: word
-- reason: two articles that agree on a common name agree on little (Fellegi and Sunter 1969; Winkler 1989): of "Tom
-- Miller" there are thousands. Such names need more than themselves to be one person. The words are the most frequent
-- of the United States' census and birth registers (public domain), their short forms, and frequent ones elsewhere.

CREATE OR REPLACE TEMP TABLE common_given_names AS
SELECT unnest(regexp_extract_all('
    aaron abby abdul abdullah abigail adam adrian ahmad ahmed al alan albert alberto alec alejandro alessandro
    alex alexander alexandra alexei alexis alf ali alicia alison allen allison alyssa amanda amber amy ana anders
    andre andrea andreas andrei andrew andy angel angela angelica anita ann anna anne annette anthony antoine
    anton antonio april arthur arun ashley audrey austin barbara barry ben benjamin bernard bernie bert beth
    bethany bill billy blake bob bobbie bobby bonnie brad bradley brandi brandon brandy brenda brendan brent brett
    brian brianna brittany brittney brooke bruce bryan bryce caitlin caleb calvin cameron carl carla carlos carmen
    carol caroline carolyn carrie casey cassandra catherine cathy chad charles chase chelsea chen cheryl chris
    christian christina christine christoph christopher christy chuck cindy claudio clayton clifford clinton clive
    cody cole colin colleen collin colton connie connor corey cory courtney craig crystal curtis cynthia dakota
    dale dalton dan dana daniel daniela danielle danny darrell darren darryl dave david dawn dean deanna debbie
    deborah debra denise dennis derek derrick devin devon diana diane dick diego dieter dillon dmitry dominic don
    donald donna doug douglas drew duane dustin dwayne dylan ed eddie eduardo edward edwin elena elijah elizabeth
    ellie emilio emily emma enrique eric erica erik erika erin ernest ethan eugene eva evan fatima felicia felipe
    fernando francesco francisco francois frank fred freddie frederic frederick gabe gabriel garrett gary gene
    geoff geoffrey george gerald gerry gina giovanni giuseppe glenn gloria graeme graham grant greg gregory
    guillermo haley hank hannah hans harold harriet harry hassan heather hector heidi henrik henry holly howard
    hugh hunter hussein ian ibrahim igor isaac isaiah ivan jack jackson jacob jacqueline jaime jake james jamie
    jan janet janice jared jasmine jason javier jay jean jeff jeffery jeffrey jen jenna jennifer jeremiah jeremy
    jermaine jerome jerry jesse jessica jesus jill jim jimmie jimmy joan joanna joanne joao jodi joe joel johan
    john johnathan johnny jon jonathan jonathon jordan jorge jose joseph joshua josie juan julia julian julie
    jurgen justin kaitlyn kara karen karim karl katelyn katherine kathleen kathryn kathy katie katrina kayla keith
    kelly kelsey ken kendra kenneth kevin kim kimberly kirsty klaus krista kristen kristin kristina kristopher
    krystal kurt kyle lance larry lars laura lauren laurie lawrence leah lee leo leonard leslie lewis liam linda
    lindsay lindsey lisa liz logan lori lou louis luca lucas lucy luigi luis luke lynn madison magnus mandy manuel
    marc marco marcus marek margaret maria mariam marie mario marissa mark martha martin martina marvin mary mason
    mathew matthew maurice max meg megan meghan mehmet melanie melinda melissa melvin michael michal micheal
    michele michelle mick mickey miguel mike mikhail miranda misty mitch mitchell mohamed mohammad mohammed molly
    monica monique morgan muhammad mustafa nancy natalia natalie natasha nate nathan nathaniel ned neil nicholas
    nick nicole nigel nikolai noah oleg olga olivia omar oscar pablo paige pam pamela paolo pat patricia patrick
    patty paul paula pavel pedro peggy pete peter petr phil philip philippe phillip pierre piotr rachel rafael
    rahul raj rajesh ralph ramon randall randy raul ray raymond rebecca rebekah regina reginald renee rhonda
    ricardo richard rick ricky rob robert roberto robin rodney roger roman ron ronald ronnie rory rosa rose rosie
    roy ruben russell ruth ryan sabrina said sally sam samantha samir samuel sandra sandy sanjay sara sarah scott
    sean sergei sergio seth shane shannon sharon shaun shawn sheila shelby shelly sherri sherry simon sofia sophie
    spencer stacey stacy stan stanley stefan stephanie stephen steve steven stu stuart sue suresh susan suzanne
    sven sydney tamara tammy tanner tanya tara taylor ted teresa terri terry theodore theresa thierry thomas
    tiffany tim timothy tina toby todd tom tomas tommy tony tonya tracey tracy travis trevor trish tristan troy
    tyler tyrone val valentina valerie vanessa veronica vic vicky victor victoria vijay viktor vincent virginia
    vladimir walter wanda wayne wendy wesley whitney will william willie wolfgang xavier yolanda yusuf zachary
', '\S+')) AS word;
